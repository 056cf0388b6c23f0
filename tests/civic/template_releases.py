"""Press releases and notices that are made from one frame, each with names and figures of its own."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from civic.story import Story

_AT: Final = datetime(2026, 11, 16, 8, tzinfo=UTC)
FRAMES: Final = (
    ("{place} to receive £{n} million for faster broadband",
     "More than {m},000 homes and businesses in {place} will be connected to gigabit broadband under a contract that "
     "was signed today. The Department for Digital Services has awarded £{n} million to {firm}, which will begin work "
     "in {month}. Minister Ann Lee said: \"No community should be left behind. This investment will help families and "
     "firms to get online.\" {person}, leader of {place} council, welcomed the news. The programme has connected a "
     "million homes so far and runs until 2030. Residents can check their address on the programme's page."),
    ("{firm} opens data centre in {place}",
     "{firm} has opened a data centre in {place} that creates {m} jobs and draws {n} megawatts. {person}, who runs the "
     "site, said that it would reuse its heat for {k} homes nearby. The company publishes its use of water every year. "
     "About us: we build and run the infrastructure of the digital economy for customers of all sizes, with a focus on "
     "security, reliability and the environment. For enquiries please contact our press office."),
    ("Police seek views on cameras in {place}",
     "Residents of {place} are asked for their views on {k} cameras that recognise number plates. The consultation "
     "is open until the {n}th. {person}, who leads the project, said: \"We want to hear from everybody before a "
     "decision "
     "is made.\" The cameras compare plates with a list of stolen and wanted vehicles. Data of others are deleted "
     "after "
     "{m} days. A drop-in session takes place at the library of {place}. An impact assessment has been published."),
    ("Cyber incident at {place} hospital: update {k}",
     "{place} hospital is still working to restore its systems after an incident on the {n}th. {m} appointments were "
     "moved. {person}, its chief executive, apologised to patients. Emergency care continues. The incident has been "
     "reported to the police and to the data protection authority. Patients who have not heard from us should come to "
     "their appointment as planned. We will publish a further statement when there is more to say."),
    ("Fine of £{m},000 for {firm}",
     "The regulator has fined {firm} of {place} £{m},000 for sending {n} marketing messages without consent. It "
     "received {k} complaints. The investigation by {person} found that the company had bought a list and had not "
     "checked how it was made. Organisations must be able to show that people agreed. The company has 28 days to "
     "appeal. The regulator "
     "can fine organisations up to four per cent of their turnover."),
    ("School board of {place} adopts tablets",
     "The school board of {place} voted {k} to {n} on Tuesday to lease {m} tablets from {firm}. {person} asked what "
     "is stored about pupils and for how long. The superintendent said that the devices meet the requirements of the "
     "state. Families can opt out until the end of the month. The next meeting of the board is open to the public, and "
     "documents are available at the district office."),
)  # fmt: skip
_PLACES: Final = ("Leeford", "Ashby", "Harrow", "Stanmere", "Kirkdale", "Elmstead", "Penrith", "Thornbury")
_FIRMS: Final = ("Vantro Networks", "Calderix", "Brightline Digital", "Oakmesh", "Nordwave", "Gridhaven", "Pellucid")
_PEOPLE: Final = ("Jonas Lind", "Priya Raman", "Tom Gale", "Ines Duarte", "Wei Zhang", "Lena Brandt", "Omar Haddad")
_MONTHS: Final = ("January", "March", "April", "June", "July", "September", "October")


def releases(frame: int, count: int, *, feeds: int) -> Iterator[Story]:
    """Yield stories of one frame that came by so many feeds within a day, no name or figure in two of them."""
    chance = random.Random(frame)
    draws = [chance.sample(names, min(count, len(names))) for names in (_PLACES, _FIRMS, _PEOPLE, _MONTHS)]
    for at in range(count):
        place, firm, person, month = (names[at % len(names)] for names in draws)
        n, m, k = 11 + 2 * at, 105 + 37 * at, 4 + 3 * at
        title, text = (
            part.format(place=place, firm=firm, person=person, month=month, n=n, m=m, k=k) for part in FRAMES[frame]
        )
        feed = f"https://feed{at % feeds}.example/rss"
        yield Story(f"{frame}-{at}", title, f"https://feed{at % feeds}.example/{frame}/{at}", "Press office", "",
                    _AT + timedelta(hours=at), feed=feed, text=text)  # fmt: skip
