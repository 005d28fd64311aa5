"""`python -m clingen_ld`, and what `spark-submit` is given."""

from clingen_ld.cli.main import main

if __name__ == "__main__":
    main()
