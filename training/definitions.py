"""What each concern means, in the words of those who study it: one labelled text each, beside the data.

Written by hand after the subdomains of the MIT AI Risk Repository v3 (https://airisk.mit.edu, CC BY 4.0), which the
labels of incidents and risk sentences come from.
"""

from typing import Final

from training.data import Row

_DEFINITIONS: Final[dict[str, tuple[str, ...]]] = {
    "privacy": (
        "AI systems memorise, leak or infer sensitive personal information about individuals without their "
        "consent, compromising privacy and enabling surveillance, profiling, identification and tracking.",
        "personal data collected or disclosed without consent; facial recognition of people in public; re- "
        "identification of anonymised records; data protection law",
    ),
    "bias": (
        "Unequal treatment of people or groups by AI, often by race, gender or other sensitive characteristics, "
        "with unfair outcomes and unfair representation of those groups, stereotypes.",
        "Performance that differs between groups: the accuracy is lower for minorities, women, dialects and "
        "under-represented languages; discrimination; prejudice in training data",
        "ethnic and racial disparities, sexism, allocative and representational harms",
    ),
    "transparency": (
        "Challenges in understanding or explaining the decision-making of AI systems: lack of interpretability, "
        "black box, opaque models, mistrust, difficulty in enforcing compliance.",
        "undisclosed use, hidden from the public, no documentation, lack of explainability",
    ),
    "accountability": (
        "Inadequate regulatory frameworks and oversight that fail to keep pace with AI development, so that "
        "governance is ineffective and harms go unmanaged; liability, responsibility, audit and redress",
        "AI developers or state actors race to rapidly develop and deploy for competitive advantage, increasing "
        "the chance that unsafe systems are released; arms race dynamics",
    ),
    "accuracy": (
        "AI systems fail to perform reliably or effectively under varying conditions, with errors and failures of "
        "significant consequence, especially in critical applications; lack of robustness, capability and "
        "generalisation, distribution shift, out of distribution inputs, brittle, bugs, unexpected behaviour",
        "wrong results, hallucination, misidentification, malfunction, flawed model, poor data quality",
    ),
    "safety": (
        "AI exposes users to harmful, abusive, unsafe or inappropriate content, provides advice or encourages "
        "action: toxic output, hate speech, violence, extremism, illegal acts, child sexual abuse material, self- "
        "harm.",
        "AI systems act in conflict with human goals or values: misalignment, reward hacking, goal "
        "misgeneralisation, deception, power seeking, manipulation to resist shutdown, loss of control.",
        "dangerous capabilities: situational awareness, deception, self-proliferation, weapons acquisition, "
        "planning, cyber offence",
        "crash, injury, death, accident, self-driving car hits pedestrian, robot hurts worker",
    ),
    "security": (
        "Vulnerabilities in AI systems, toolchains and hardware that can be exploited: unauthorised access, data "
        "and privacy breaches, jailbreak, prompt injection, backdoor, data poisoning, adversarial attack, model "
        "extraction.",
        "Using AI to develop cyber weapons such as malware and ransomware, or to enhance lethal autonomous "
        "weapons and chemical, biological, radiological, nuclear weapons; cyberattack and mass harm by malicious "
        "actors",
    ),
    "misinformation": (
        "AI systems inadvertently generate or spread incorrect or deceptive information, leading to false beliefs "
        "in users.",
        "Highly personalised misinformation creates filter bubbles, weakens shared reality, social cohesion and "
        "political processes; pollution of the information ecosystem",
        "Using AI to conduct large-scale disinformation campaigns, propaganda, influence operations, manipulation "
        "of political processes, public opinion and elections.",
        "Using AI for fraud, scams, cheating, plagiarism, blackmail, impersonation, deepfakes, fake images of a "
        "person, targeted manipulation, sexual images, humiliation for personal gain",
    ),
    "ownership": (
        "AI capable of creating economic or cultural value by reproducing human innovation or creativity (art, "
        "music, writing, coding), destabilising economic and social systems that rely on human effort; devalues "
        "artists, homogenises culture; copyright and intellectual property of creators",
    ),
    "labour": (
        "Widespread use of AI increases social and economic inequality by automating jobs, reducing the quality "
        "of employment, or exploitative dependence between workers and employers; unemployment, displacement, "
        "wages, gig work, crowdworkers",
    ),
    "autonomy": (
        "Anthropomorphising, trusting or relying on AI systems by users: emotional or material dependence, "
        "inappropriate relationships or expectations, overreliance; exploitation of trust",
        "Delegating key decisions to AI in a way that diminishes human control and autonomy, with humans "
        "disempowered, unable to shape a fulfilling life, or cognitively enfeebled; loss of agency and free will; "
        "nudging",
    ),
    "power": (
        "AI-driven concentration of power and resources within certain entities or groups, especially those with "
        "access to or ownership of powerful AI systems, leading to inequitable distribution of benefits; "
        "monopoly; big technology companies; authoritarian regimes",
    ),
    "environment": (
        "The development and operation of AI systems causes environmental harm, such as the energy consumption of "
        "data centres, carbon footprint, emissions, water use, materials, mining and electronic waste of hardware",
    ),
}


def definitions() -> list[Row]:
    """The definitions as labelled texts of a source of their own, in no fold."""
    return [
        Row("definition", text, frozenset([concern]), -1, whole=False)
        for concern, texts in _DEFINITIONS.items()
        for text in texts
    ]
