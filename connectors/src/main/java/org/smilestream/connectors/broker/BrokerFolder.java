package org.smilestream.connectors.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a broker keeps its data and its log in. */
record BrokerFolder(Path path) {
  private static final long MIN_FREE_BYTES = 64L << 20;

  BrokerFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** Kafka's log segments. */
  Path data() {
    return path.resolve("data");
  }

  /** What the broker tells about itself. */
  Path log() {
    return path.resolve("broker.log");
  }

  /** Locked while a broker runs. */
  Path lock() {
    return path.resolve("broker.lock");
  }

  Path configuration() {
    return path.resolve("broker.properties");
  }

  /**
   * Makes the folder if there is none; its parent must exist.
   *
   * @throws BrokerStartException in one sentence, if the folder cannot take a broker's data
   */
  void prepare() {
    Path parent = path.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new BrokerStartException(
          "broker folder '" + path + "' cannot be made: '" + parent + "' is not a folder");
    }
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectory(path);
      }
      Files.delete(Files.createTempFile(path, "writable", null));
      long free = Files.getFileStore(path).getUsableSpace();
      if (free < MIN_FREE_BYTES) {
        throw new BrokerStartException(
            String.format(
                "broker folder '%s' has %d MB free space, but the broker needs %d MB",
                path, free >> 20, MIN_FREE_BYTES >> 20));
      }
    } catch (IOException e) {
      throw new BrokerStartException("broker folder '" + path + "' cannot be written: " + e, e);
    }
  }
}
