"""Small votes in Pabulib's format. All figures are illustrative: no town has voted so."""

APPROVAL = """META
key;value
description;Illustrative vote; no town has held it
country;Nowhere
unit;Made-up Town
instance;2024
num_projects;5
num_votes;6
budget;1000
vote_type;approval
rule;greedy
currency;PLN
PROJECTS
project_id;cost;name;category;votes;selected
1;600;Park;green;4;1
2;500,00;"Hall; the ""old"" one";culture;3;0
3;300;Lights;safety;3;1
4;100;=Bench;green;1;1
5;0;Free;green;1;0
VOTES
voter_id;age;vote
a;34;1,3
b;51;1,2,3
c;23;1,2
d;19;1,4
e;62;2,3
f;54;5
""".replace("vote; no town", "vote, no town")
"""Greedy takes 1 (4 votes), passes over 2 and takes 3, then 4."""

CUMULATIVE = """META
description;Illustrative vote
num_votes;2
budget;100
vote_type;cumulative
PROJECTS
project_id;cost
x;60
y;50
VOTES
voter_id;vote;points
1;x,y;3,2
2;y;4
"""
"""A file without the header of META, as some of the collection are."""

MINORITY = """META
key;value
description;Illustrative vote
budget;90
vote_type;approval
PROJECTS
project_id;cost
a;30
b;30
c;30
d;30
VOTES
voter_id;vote
1;a,b,c
2;a,b,c
3;d
"""
"""Greedy gives the majority all; by equal shares the third voter's 30 buys d."""
