"""Losses as visitors write them, for tests of all that is done with them."""

from __future__ import annotations

from lossviz.losses.written import EXAMPLES, own_loss_name

TEXTS = {
    **{example.name: example.text for example in EXAMPLES},
    "expression_of_several_lines": "(\n    a * square(e)  # a: 0.1 to 3\n    + b * abs(y_true - y_pred)\n)",
    "expression_behind_helpers": "LIMIT = 2.0\n\n\ndef cut(x):\n    return tf.minimum(x, LIMIT)\n\n\ncut(e**2) * scale",
    "probability_of_the_true_class": "-(1 - p) ** gamma * log(p + 1e-7)  # gamma: 2, 0 to 5",
    "probability_of_one_of_two_classes": "-((1 - p) ** gamma) * log(p + 1e-7)  # gamma: 2, 0 to 5; two classes",
    "margin_of_two_classes": "softplus(-a * (2 * y_true - 1) * y_pred)  # two classes; scores",
    "old_spellings": "import tensorflow.keras.backend as KB\nfrom tensorflow.keras.losses import mse as squared\n\n\n"
    "def old(y_true, y_pred):\n    return squared(y_true, y_pred) + 0.1 * KB.mean(KB.abs(y_true - y_pred), axis=-1)\n",
    "arguments_by_keyword": "def plain(t, p, *, factor: float = 1.0, shift=-0.5):\n"
    "    return tf.reduce_mean((t - p - shift) ** 2, axis=-1) * factor\n",
    "a_range_in_an_annotation": "from typing import Annotated\nfrom lossviz.declare import Param\n\n\n"
    "def ranged(y_true, y_pred, w: Annotated[float, Param(soft=(0.1, 2), log=True)] = 1.0):\n"
    "    return w * tf.square(y_true - y_pred)\n",
    "names_of_the_script": "def save(x):\n    return tf.square(x)\n\n\ndef train(y_true, y_pred, before=0.5):\n"
    "    model = save(y_true - y_pred)\n    return before * tf.reduce_mean(model, axis=-1)\n",
    "any_text_around_it": '"""A loss."""\n# </script><script>alert(1)</script> ${x} \\\\ \'\'\' é 😀\n\n\n'
    "def quoted(y_true, y_pred):\n    '''Say \"\"\" and \\\\ and </script>.'''\n    return abs(y_true - y_pred)\n",
    "one_number_for_each_output": "def outputs(y_true, y_pred, a=1.0):\n    return a * tf.square(y_true - y_pred)\n",
}
"""Texts in all forms, by what they show."""


def name_of(text: str) -> str:
    """Return the name of a loss of `TEXTS`."""
    return own_loss_name(TEXTS[text])
