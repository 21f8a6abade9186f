"""Agreement: what two readers of one article take for the same, and where they contradict each other.

The article's text aligns them: two readers mean the same number if they found it at the same place. They agree on it if
both take it for the same kind of value, of arms that correspond, of an endpoint of the same name. They contradict each
other if one gives it to another arm or endpoint that both know, or if a fact of which there is one only differs. What one
of them did not find is no contradiction.
"""

from summarizer.engines.agreement.comparing import Comparison, compare
from summarizer.engines.agreement.readings import Reader
from summarizer.engines.agreement.verdicts import Agreed, Dispute

__all__ = ["Agreed", "Comparison", "Dispute", "Reader", "compare"]
