import shlex
from configparser import ConfigParser

import setuptools

config = ConfigParser(delimiters=["="])
config.read("settings.ini", encoding="utf-8")
cfg = config["DEFAULT"]

statuses = ["1 - Planning", "2 - Pre-Alpha", "3 - Alpha", "4 - Beta", "5 - Production/Stable", "6 - Mature", "7 - Inactive"]
python_versions = "3.11 3.12 3.13".split()

def listed(key: str) -> list[str]:
    "The requirements under a key of settings.ini."
    return shlex.split(cfg.get(key, ""))

suffix = "_requirements"
extras = {key.removesuffix(suffix): listed(key) for key in cfg if key.endswith(suffix)}
# By name only: torchaudio has to match torch, bits wants a GPU, trackers are large and pin each other,
# voices are under the GPL in part, people's weights come in other people's packages, which must not break the rest,
# a Space brings Gradio, and pyannote weights behind a form.
apart = {name: extras.pop(name, []) for name in ("audio", "bits", "people", "pyannote", "space", "track", "voices")}
dev = extras.pop("dev", [])
extras["all"] = sorted({requirement for extra in extras.values() for requirement in extra})
extras |= {"dev": extras["all"] + apart["people"] + dev} | apart

setuptools.setup(
    name=cfg["lib_name"],
    version=cfg["version"],
    license="Apache-2.0",
    classifiers=[
        f"Development Status :: {statuses[int(cfg['status']) - 1]}",
        f"Intended Audience :: {cfg['audience']}",
        f"Natural Language :: {cfg['language']}",
        *(f"Programming Language :: Python :: {v}" for v in python_versions if v >= cfg["min_python"]),
    ],
    url=cfg["git_url"],
    packages=setuptools.find_packages(include=[cfg["lib_path"], f"{cfg['lib_path']}.*"]),
    include_package_data=False,
    package_data={"": ["*.json", "*.jsonl", "*.txt", "*.css", "*.js", "py.typed", "weights/**/*", "recordings/*", "page/*"]},
    install_requires=listed("requirements"),
    extras_require=extras,
    python_requires=f">={cfg['min_python']}",
    description=cfg["description"],
    long_description=open("README.md", encoding="utf-8").read(),
    long_description_content_type="text/markdown",
    keywords=cfg["keywords"],
    author=cfg["author"],
    author_email=cfg["author_email"],
    zip_safe=False,
    entry_points={
        "console_scripts": cfg["console_scripts"].split(),
        "nbdev": [f"{cfg['lib_path']}={cfg['lib_path']}._modidx:d"],
    },
)
