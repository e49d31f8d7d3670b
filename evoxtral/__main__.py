"`python -m evoxtral` is the command `evoxtral`; so `accelerate launch -m evoxtral finetune …` trains on several devices."
import sys

from evoxtral.run.command import main

if __name__ == "__main__": sys.exit(main())
