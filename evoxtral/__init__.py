"""Speech to expressive text: laughs, whispers and excitement written down as inline tags.

`from evoxtral import transcribe, score, compare, Transcriber` is what most people come for:
`transcribe("memo.m4a").text`, `score(references, hypotheses)`, `compare(references, first, second)`.
The rest is in chapters, each a subpackage of modules:
`text` tagged text and what is done to it; `sound` recordings and the built-in voice;
`rehearsal` local servers that pass for the paid ones; `data` scripts, clips, datasets;
`models` prompt, feed, adapt and time a speech model; `bench` how good is a transcript;
`training` from a base to an adapter; `hearing` recordings in, transcripts out;
`studio` in the notebook; `run` the front, the pipeline and the command `evoxtral`.
"""
from importlib import import_module as _import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_DOORS = {"Transcriber": "hearing.inference", "transcribe": "run.front", "score": "run.front", "compare": "run.front"}

if TYPE_CHECKING:
    from .hearing.inference import Transcriber as Transcriber
    from .run.front import compare as compare, score as score, transcribe as transcribe


def __getattr__(name: str):    # a door is opened when somebody knocks, so that `import evoxtral` stays light
    if name in _DOORS: return getattr(_import_module(f"{__name__}.{_DOORS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__(): return sorted({*globals(), *_DOORS})
