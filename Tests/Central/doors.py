#!/usr/bin/env python3
"""Tells every story about doors and the built server, each with a database of its own, on a
PostgreSQL of our own. Prints one line a story.

    doors.py SERVER DOOR [PART OF A NAME]        the two binaries
"""

import sys

import bulk_stories
import bundle_stories
import door_stories
import heard_stories
import server
import tls_stories

if __name__ == "__main__":
    stories = [door_stories, heard_stories, bulk_stories, bundle_stories, tls_stories]
    wanted = sys.argv[3] if len(sys.argv) > 3 else ""
    server.tell(stories, sys.argv[1], wanted, door=sys.argv[2])
