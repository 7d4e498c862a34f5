"""Safe calls to addresses that strangers chose. It imports nothing else of ours.

Whoever types a webhook's address must not reach what only our machines can reach: the metadata of the cloud, our own
ports, the network behind a firewall. So an address is read by strict rules (`target`), its name is resolved once and
all that it leads to must be public (`names`, `networks`), the connection goes to what was checked (`line`), and a call
has limits of time and size that nothing on the other side can stretch (`calls`). Redirects are answers like any other.
"""
