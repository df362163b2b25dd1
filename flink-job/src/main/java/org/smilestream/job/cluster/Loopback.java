package org.smilestream.job.cluster;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.smilestream.connectors.broker.LoopbackPorts;

/** The only interface that a local cluster listens on, and ports of it for its processes. */
final class Loopback {
  static final String HOST = "127.0.0.1";

  /**
   * Ports that operating systems do not give to outgoing connections: one of those could take the
   * port of a process that is being restarted.
   */
  private static final int LOWEST = 10_000;

  private static final int HIGHEST = 30_000;

  private final Set<Integer> taken = new HashSet<>();

  /**
   * The first port from the wanted one on that is free and was not returned before; any such port
   * if 0 is wanted.
   *
   * @throws IOException if there is none
   */
  int port(int wanted) throws IOException {
    int port =
        LoopbackPorts.free(
            wanted == 0 ? ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST) : wanted);
    while (!taken.add(port)) {
      port = LoopbackPorts.free(port + 1);
    }
    return port;
  }

  static String address(int port) {
    return HOST + ":" + port;
  }
}
