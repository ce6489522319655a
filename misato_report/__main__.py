"""``python -m misato_report``: the same as the command ``misato-report``."""

from misato_report.cli.app import main

if __name__ == "__main__":
    main()
