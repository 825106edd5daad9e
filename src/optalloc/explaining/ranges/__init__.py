"""Which amounts a recipient can get in a plan that is as good, or nearly."""
