import pandas as pd


def read(texts, settings):
    return pd.DataFrame(
        {
            "record": pd.Series(dtype="int64"),
            "subject": pd.Series(dtype="str"),
            "says": pd.Series(dtype=bool),
            "phrase": pd.Series(dtype="str"),
        }
    )


def vague(texts, settings):
    return pd.DataFrame(
        {"vague": pd.Series(False, index=texts.index, dtype="boolean"), "phrase": ""}, index=texts.index
    )
