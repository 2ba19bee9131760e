"""An IMAP server that lets nobody in, and prints the password of the first who asks."""
import base64
import socket

with socket.create_server(("127.0.0.1", 1143)) as listener:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n")
        for line in lines:
            tag, verb, *rest = line.decode().split()
            if verb.upper() == "AUTHENTICATE":
                if len(rest) < 2:
                    connection.sendall(b"+ \r\n")
                    rest.append(next(lines).decode().strip())
                print(base64.b64decode(rest[1]).decode().split("\0")[-1], flush=True)
            elif verb.upper() == "LOGIN":
                print(rest[1].strip('"'), flush=True)
            if verb.upper() in ("AUTHENTICATE", "LOGIN"):
                connection.sendall(f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode())
                break
            if verb.upper() == "CAPABILITY":
                connection.sendall(b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n")
            connection.sendall(f"{tag} OK done\r\n".encode())
