"""Makes a queue, a member of staff with a session, and open tickets. Prints the session's key and
the queue's number as JSON."""

import datetime
import json
import sys

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from helpdesk.models import FollowUp, Queue, Ticket

TEXT = "Cabinet 12 at the east gate has not charged since yesterday. "


def tickets(queue, staff, count, now):
    for number in range(count):
        yield Ticket(
            queue=queue,
            title=f"Charging cabinet out of order {number}",
            description=TEXT * 3,
            submitter_email=f"rider{number % 500}@example.org",
            status=Ticket.OPEN_STATUS,
            priority=1 + number % 5,
            assigned_to=staff if number % 3 else None,
            created=now - datetime.timedelta(minutes=number),
            modified=now,
            due_date=now + datetime.timedelta(minutes=number),
            secret_key=f"k{number:030d}",
        )


def main(count):
    now = timezone.now()
    staff = User.objects.create_superuser("staff", "staff@example.org", "staff")
    queue = Queue.objects.create(
        title="Appeals", slug="appeals", allow_public_submission=True
    )
    made = Ticket.objects.bulk_create(tickets(queue, staff, count, now), batch_size=500)
    opened = (
        FollowUp(ticket=ticket, date=now, title="Ticket Opened", public=True, user=staff)
        for ticket in made
    )
    FollowUp.objects.bulk_create(opened, batch_size=500)
    session = SessionStore()
    session[SESSION_KEY] = staff.pk
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.save()
    print(json.dumps({"session": session.session_key, "queue": queue.pk}))


main(int(sys.argv[1]))
