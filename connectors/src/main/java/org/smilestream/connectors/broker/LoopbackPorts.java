package org.smilestream.connectors.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that nobody listens on. */
public final class LoopbackPorts {
  /** How many ports after the wanted one are tried. */
  private static final int TRIED = 100;

  private LoopbackPorts() {}

  /**
   * The first free port from the wanted one on; any free one if 0 is wanted.
   *
   * @throws IOException if there is none
   */
  public static int free(int wanted) throws IOException {
    int last = wanted == 0 ? 0 : Math.min(65_535, wanted + TRIED);
    IOException busy = null;
    for (int port = wanted; port <= last; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        busy = e;
      }
    }
    throw new IOException("ports " + wanted + " to " + last + " are all in use", busy);
  }
}
