"""Entry point of `python -m clingen_ld` and of `spark-submit`."""

from clingen_ld.cli.main import main

if __name__ == "__main__":
    main()
