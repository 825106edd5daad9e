"""Many solves: how the plan moves with a setting, a weight, the money; other plans as good.

One folder a question: `<word>/<word>.py` holds the function `<word>`, behind `optalloc explore
<word>`. This package imports none of them, so that each stays as light as what it needs.
"""
