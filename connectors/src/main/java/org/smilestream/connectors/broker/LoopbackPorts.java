package org.smilestream.connectors.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that nobody listens on. */
public final class LoopbackPorts {
  /** How many ports after the wanted one are tried. */
  private static final int TRIED = 100;

  private LoopbackPorts() {}

  /** Begins to listen on a port, or on any free one if it is 0. */
  @FunctionalInterface
  public interface Listening<T> {

    /**
     * @throws IOException if the port cannot be had
     */
    T at(int port) throws IOException;
  }

  /**
   * Listens on the first port from the wanted one on that can be had; on any if 0 is wanted. Who
   * looks for a free port first and listens later may find that another has taken it.
   *
   * @throws IOException in one sentence that names the ports and the reason, if there is none
   */
  public static <T> T listen(int wanted, Listening<T> listening) throws IOException {
    int last = wanted == 0 ? 0 : Math.min(65_535, wanted + TRIED);
    IOException busy = null;
    for (int port = wanted; port <= last; port++) {
      try {
        return listening.at(port);
      } catch (IOException e) {
        busy = e;
      }
    }
    String reason = busy == null ? "there are none" : busy.getMessage();
    throw new IOException(
        "none of the ports " + wanted + " to " + last + " can be had: " + reason, busy);
  }

  /**
   * The first free port from the wanted one on; any free one if 0 is wanted.
   *
   * @throws IOException if there is none
   */
  public static int free(int wanted) throws IOException {
    return listen(
        wanted,
        port -> {
          try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
          }
        });
  }
}
