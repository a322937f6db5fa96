"""GET over one kept connection, with as little work as the protocol lets a client do: where an answer takes
a twentieth of a millisecond, the general client of the library would take most of what is measured, and
more for every header that a server sends.

In: an address and what is accepted. Out: the status and the bytes of the body (RFC 9112 §6: by length, in
chunks, or up to the end of the connection)."""
import re
import socket

PART = 1 << 18
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)


class Connection:
    """A connection, and what of an answer has come."""

    def __init__(self, host, port, timeout):
        self.host = f"{host}:{port}".encode()
        self.socket = socket.create_connection((host, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.come = bytearray()

    def get(self, address, accept):
        """Status and body."""
        request = b"GET %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\n\r\n"
        self.socket.sendall(request % (address.encode(), self.host, accept.encode()))
        self.come = bytearray()
        while (end := self.come.find(b"\r\n\r\n")) < 0:
            self.more()
        head, self.come = bytes(self.come[:end]), self.come[end + 4:]
        status = int(head[9:12])
        if length := LENGTH.search(head):
            return status, self.exactly(int(length.group(1)))
        if CHUNKED.search(head):
            return status, self.chunks()
        return status, self.rest()

    def more(self):
        part = self.socket.recv(PART)
        if not part:
            raise ConnectionError("the connection ended within an answer")
        self.come += part

    def exactly(self, count):
        while len(self.come) < count:
            self.more()
        return bytes(self.come[:count])

    def chunks(self):
        """The chunks, joined; nothing is moved twice for an answer of many."""
        body, at = [], 0
        while True:
            while (end := self.come.find(b"\r\n", at)) < 0:
                self.more()
            size = int(self.come[at:end].split(b";")[0], 16)
            at = end + 2
            while len(self.come) < at + size + 2:
                self.more()
            if size == 0:
                return b"".join(body)
            body.append(bytes(self.come[at:at + size]))
            at += size + 2
            if at > 4 * PART:
                del self.come[:at]
                at = 0

    def rest(self):
        try:
            while True:
                self.more()
        except ConnectionError:
            self.socket.close()
            return bytes(self.come)
