"""Lists as offices keep them, into the registry.

``plan_or_apply`` says what a file would do, or does it; ``load_folder`` takes a campaign's folder whole.
"""

from ext_api.importing.importing import Wish, load_folder, plan_or_apply
from ext_api.importing.plan import Plan
from ext_api.importing.words import Defaults, Words, words_of

__all__ = ["Defaults", "Plan", "Wish", "Words", "load_folder", "plan_or_apply", "words_of"]
