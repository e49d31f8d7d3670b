"Hands the installed `evoxtral` command bad input of every kind: one clear line, a non-zero status, nothing half-written."
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import soundfile as sf

EVOXTRAL = Path(sys.executable).parent / "evoxtral"
HEAR = ("transcribe", "--base", "nano", "--adapter", "nano", "--language", "en")


class Skip(Exception):
    "A case that can't be tried on this machine, and why."


def evoxtral(*args, status: int | None = None) -> SimpleNamespace:
    "Run the command: its status, its output, and its one line of error."
    run = subprocess.run([EVOXTRAL, *map(str, args)], capture_output=True, text=True, timeout=300)
    said = [line for line in run.stderr.split("\n") if line.startswith("evoxtral: ")]
    assert "Traceback" not in run.stderr, f"a traceback:\n{run.stderr}"
    assert status is None or run.returncode == status, f"status {run.returncode}, expected {status}: {run.stderr}"
    return SimpleNamespace(status=run.returncode, out=run.stdout, err=run.stderr, said=said)


def refused(*args, names: str) -> SimpleNamespace:
    "Run the command on something bad: it must fail with one line that names the thing."
    run = evoxtral(*args)
    assert run.status != 0, f"status 0: {run.out}{run.err}"
    assert len(run.said) == 1 and names in run.said[0], f"expected one line that names {names}: {run.err}"
    assert not run.out, f"something on standard output: {run.out}"
    return run


def spoken(path: Path, text: str = "I can't believe this happened. [laughs] It was great.") -> Path:
    "A good recording."
    from evoxtral.sound.audio import write_wav
    from evoxtral.sound.voice import say
    write_wav(path, say(text, "ada").audio)
    return path


# %% recordings that can't be heard: each gets its line, and no transcript

def unheard(path: Path) -> str:
    out = path.with_suffix(".jsonl")
    said = refused(*HEAR, path, "--out", out, names=path.name).said[0]
    assert not out.exists(), f"{out.name} was written"
    return said


def not_audio(folder: Path) -> str:
    (folder / "letter.wav").write_text("Dear Sir or Madam, this is a letter.\n" * 50)
    return unheard(folder / "letter.wav")


def zero_bytes(folder: Path) -> str:
    (folder / "empty.wav").write_bytes(b"")
    return unheard(folder / "empty.wav")


def cut_off_in_mid_file(folder: Path) -> str:
    whole, cut = spoken(folder / "whole.wav"), folder / "cut.flac"
    sf.write(cut, *sf.read(whole))
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    return unheard(cut)


def not_there(folder: Path) -> str: return unheard(folder / "nowhere.wav")


def no_samples(folder: Path) -> str:
    sf.write(folder / "hollow.wav", np.zeros(0), 16_000)
    return unheard(folder / "hollow.wav")


# %% recordings that are odd, and good

def several_files_one_bad(folder: Path) -> str:
    good, bad, other = spoken(folder / "good.wav"), folder / "bad.wav", spoken(folder / "other.wav", "Come in. [sighs] Sit down.")
    bad.write_text("no sound here")
    run = evoxtral(*HEAR, good, bad, other)
    heard = [line.split("\t")[0] for line in run.out.splitlines()]
    assert run.status != 0 and heard == ["good", "other"], f"status {run.status}, heard {heard}: {run.err}"
    assert "bad.wav" in run.err, f"the bad one is not named: {run.err}"
    return run.said[0]


def silence(folder: Path) -> str:
    sf.write(folder / "silence.wav", np.zeros(32_000), 16_000)
    run = evoxtral(*HEAR, folder / "silence.wav", status=0)
    assert not run.out.strip(), f"not an empty transcript: {run.out}"
    assert "silence" in run.err, f"no note on standard error: {run.err}"
    return run.err.strip().splitlines()[-1]


def eight_bits_96_kHz_six_channels(folder: Path) -> str:
    audio, sr = sf.read(spoken(folder / "plain.wav"))
    sf.write(folder / "eight.wav", audio, sr, subtype="PCM_U8")
    fine = np.interp(np.arange(0, len(audio), sr / 96_000), np.arange(len(audio)), audio)
    sf.write(folder / "fine.wav", fine, 96_000, subtype="PCM_24")
    sf.write(folder / "six.wav", np.repeat(audio[:, None], 6, axis=1), sr)
    run = evoxtral(*HEAR, *(folder / f"{name}.wav" for name in ("eight", "fine", "six")), status=0)
    heard = [line.split("\t")[1] for line in run.out.splitlines()]
    assert len(heard) == 3 and all(heard), f"not three transcripts: {run.out}"
    return " / ".join(heard)


# %% datasets and adapters that don't fit

def dataset_without_a_column(folder: Path) -> str:
    from datasets import Dataset, DatasetDict, disable_progress_bars
    disable_progress_bars()
    rows = Dataset.from_dict({"id": ["a", "b"], "plain_text": ["one", "two"]})
    DatasetDict(train=rows, validation=rows, test=rows).save_to_disk(folder / "dataset")
    said = refused("finetune", folder / "dataset", "--base", "nano", "--out", folder / "adapter", names="dataset").said[0]
    assert "audio" in said or "tagged_text" in said, f"the column is not named: {said}"
    assert not (folder / "adapter").exists(), "an adapter was written"
    return said


def recipe_with_an_unknown_key(folder: Path) -> str:
    (folder / "recipe.yaml").write_text("training:\n  learnin_rate: 0.001\n")
    said = refused("finetune", "--dry-run", "--base", "nano", "--config", folder / "recipe.yaml", names="learnin_rate").said[0]
    (folder / "recipe.yaml").write_text("training:\n  batch_size: many\n")
    refused("finetune", "--dry-run", "--base", "nano", "--config", folder / "recipe.yaml", names="training.batch_size")
    return said


def manifest_without_a_column(folder: Path) -> str:
    (folder / "manifest.jsonl").write_text(json.dumps({"id": "a", "audio_path": spoken(folder / "a.wav").name}) + "\n")
    said = refused("format", folder, "--out", folder / "dataset", names="manifest.jsonl").said[0]
    assert not (folder / "dataset").exists(), "a dataset was written"
    return said


def adapter_for_another_base(folder: Path) -> str:
    from safetensors.torch import load_file, save_file
    from evoxtral.models.models import shipped_path
    shutil.copytree(shipped_path("nano", "base"), folder / "other")
    weights = load_file(folder / "other" / "model.safetensors")
    save_file({name: w * 1.01 for name, w in weights.items()}, folder / "other" / "model.safetensors", {"format": "pt"})
    speech = spoken(folder / "speech.wav")
    return refused("transcribe", "--base", folder / "other", "--adapter", "nano", speech, names="nano").said[0]


# %% a full disk: what is written is whole, and the same command finishes once there is room

@contextmanager
def small_disk(folder: Path, kilobytes: int):
    "A small file system of its own."
    folder.mkdir()
    options = ["-o", f"size={kilobytes}k"]
    mounted = shutil.which("mount") and subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", folder], capture_output=True, text=True)
    if not mounted or mounted.returncode: raise Skip("mounting a tmpfs isn't allowed here")
    try: yield lambda more: subprocess.run(["mount", "-o", f"remount,size={more}k", folder], check=True)
    finally: subprocess.run(["umount", folder], check=True)


def full_disk(folder: Path) -> str:
    evoxtral("scripts", "--count", 20, "--out", folder / "scripts.jsonl", "--writer", "grammar", status=0)
    with small_disk(folder / "disk", 1000) as resize:
        speak = ("synthesize", folder / "scripts.jsonl", "--out", folder / "disk" / "clips", "--provider", "rehearsal")
        said = refused(*speak, names="full").said[0]
        for clip in (folder / "disk").rglob("*.wav"): assert sf.info(clip).frames == len(sf.read(clip)[0]), f"{clip.name} is half a clip"
        assert not list((folder / "disk").rglob("*.part")), "a half-written piece was left"
        resize(20_000)
        evoxtral(*speak, status=0)
        manifest = (folder / "disk" / "clips" / "manifest.jsonl").read_text().splitlines()
        assert len({json.loads(line)["id"] for line in manifest}) == len(manifest) == 20, "with room again, it didn't finish"
        resize(1 + sum(f.stat().st_size for f in (folder / "disk").rglob("*") if f.is_file()) // 1000 + 200)
        refused("format", folder / "disk" / "clips", "--out", folder / "disk" / "dataset", names="full")
        assert not (folder / "disk" / "dataset").exists(), "half a dataset was left"
    return said


CASES = (not_audio, zero_bytes, cut_off_in_mid_file, not_there, no_samples, several_files_one_bad, silence,
         eight_bits_96_kHz_six_channels, dataset_without_a_column, recipe_with_an_unknown_key, manifest_without_a_column, adapter_for_another_base, full_disk)


def outcome(case) -> str:
    "`passed`, `skipped` or `FAILED`; what the command said is printed."
    with tempfile.TemporaryDirectory() as folder:
        try: what, why = "passed", case(Path(folder))
        except Skip as reason: what, why = "skipped", str(reason)
        except Exception as error: what, why = "FAILED", f"{type(error).__name__}: {error}"
    print(f"{what:8}{case.__name__.replace('_', ' ')}: {why.replace(folder + os.sep, '')}", flush=True)
    return what


def main() -> int:
    with ThreadPoolExecutor(2) as pool: outcomes = list(pool.map(outcome, CASES))
    print(", ".join(f"{outcomes.count(what)} {what}" for what in ("passed", "skipped", "FAILED")))
    return int("FAILED" in outcomes)


if __name__ == "__main__": sys.exit(main())
