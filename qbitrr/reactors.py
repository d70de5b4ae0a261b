"""
What is asked of a reactor where one of Twisted's interfaces is not enough.

Whoever opens connections also gives up after a while, whoever starts a process ends it after a while, whoever uses threads counts their
seconds. A parameter has one type, so each such pair has a name here. They are for the type checker: every reactor of a Unix has all of it,
none says so by these names, and the three places that import the reactor say `cast(IWholeReactor, reactor)`.
"""

from twisted.internet.interfaces import (
    IReactorCore,
    IReactorFDSet,
    IReactorPluggableNameResolver,
    IReactorProcess,
    IReactorTCP,
    IReactorThreads,
    IReactorTime,
)

__all__ = ["IClientReactor", "IProcessReactor", "IThreadReactor", "IWholeReactor"]


class IClientReactor(IReactorTime, IReactorTCP, IReactorPluggableNameResolver):
    """It looks up names, connects, and knows the time."""


class IProcessReactor(IReactorTime, IReactorProcess):
    """It starts processes, and knows the time."""


class IThreadReactor(IReactorTime, IReactorThreads):
    """Threads work for it and give their results back to it, and it knows the time."""


class IWholeReactor(IClientReactor, IProcessReactor, IThreadReactor, IReactorCore, IReactorFDSet):
    """The reactor of a process: it also watches descriptors, and is run and stopped."""
