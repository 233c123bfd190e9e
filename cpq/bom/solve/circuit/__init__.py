"""Knowledge compilation: a model becomes a circuit once, and every click is a pass over flat arrays.

The circuit is a smooth, deterministic, decomposable negation normal form (d-DNNF). A. Darwiche, P. Marquis, A knowledge
compilation map, JAIR 17, 2002. Nothing here is imported before a circuit is wanted: the compiled passes load slowly.
"""
