"""Hands a command with its streams to the process behind `warm_cpq` and ends as the command ends. Imports as little as it can."""

import json
import os
import signal
import socket
import sys

LONGEST_CODE = 16

with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
    connection.connect(sys.argv[1])
    asked = {"arguments": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109  pathlib takes its time
    socket.send_fds(connection, [json.dumps(asked).encode()], [0, 1, 2])
    code = connection.recv(LONGEST_CODE)
if not code:
    sys.exit("the command was not run")
if int(code) < 0:  # a signal ended it
    signal.signal(-int(code), signal.SIG_DFL)
    os.kill(os.getpid(), -int(code))
sys.exit(int(code))
