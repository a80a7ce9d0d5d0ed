"""``python -m geo`` is the command ``tumen``."""

from geo.cli import main

if __name__ == "__main__":
    main()
