"""What a seat's last commands were answered, so that a repeated one changes nothing."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import msgspec

MAX_ANSWERS = 64
"""A page repeats at most what it had not heard about when its socket dropped: a burst of commands is 20."""


class RecentAnswers:
    """Belongs to a seat, not to a socket: a command may be repeated on the next one."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, asyncio.Future[msgspec.Raw]] = OrderedDict()

    async def once(self, command_id: str, act: Callable[[], Awaitable[msgspec.Raw]]) -> msgspec.Raw:
        """The first answer to this id: found, waited for, or made by ``act``, which runs once for each id.

        Cancelling the first caller forgets the id, cancelling another only its own wait.
        """
        known = self._answers.get(command_id)
        if known is not None:
            return await asyncio.shield(known)
        answer: asyncio.Future[msgspec.Raw] = asyncio.get_running_loop().create_future()
        self._answers[command_id] = answer
        if len(self._answers) > MAX_ANSWERS:
            self._answers.popitem(last=False)
        try:
            answer.set_result(await act())
        finally:
            if not answer.done():
                answer.cancel()
                self._answers.pop(command_id, None)
        return answer.result()
