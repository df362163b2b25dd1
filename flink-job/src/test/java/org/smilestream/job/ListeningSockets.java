package org.smilestream.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where a process listens for TCP connections, as Linux tells it. */
public final class ListeningSockets {
  private static final String LISTEN = "0A";

  /** As the kernel writes 127.0.0.1, alone and as an IPv6 address, and ::1. */
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  private ListeningSockets() {}

  /** Whether this system can tell. */
  public static boolean known() {
    return Files.isReadable(Path.of("/proc/self/net/tcp"));
  }

  /** Ports of all addresses, loopback or not, as {@code address:port} in hexadecimal. */
  public static Set<String> of(long pid) throws IOException {
    Set<String> sockets = sockets(pid);
    Set<String> addresses = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
        String[] fields = line.trim().split("\\s+");
        if (fields[3].equals(LISTEN) && sockets.contains("socket:[" + fields[9] + "]")) {
          addresses.add(fields[1]);
        }
      }
    }
    return addresses;
  }

  /** Those of them that other machines can reach. */
  public static Set<String> open(long pid) throws IOException {
    Set<String> open = new TreeSet<>();
    for (String address : of(pid)) {
      if (!LOOPBACK.contains(address.substring(0, address.indexOf(':')))) {
        open.add(address);
      }
    }
    return open;
  }

  private static Set<String> sockets(long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    return sockets;
  }
}
