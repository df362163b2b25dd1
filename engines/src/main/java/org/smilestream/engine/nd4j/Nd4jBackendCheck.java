package org.smilestream.engine.nd4j;

import java.util.Optional;
import org.smilestream.engine.RootCause;

/** Whether ND4J and a backend of it load in this JVM. It is tried once: a class loads or fails. */
final class Nd4jBackendCheck {
  private static final String FRONT_DOOR = "org.nd4j.linalg.factory.Nd4j";
  private static final String HELP = " (which jars it needs: docs/engines.md)";

  private Nd4jBackendCheck() {}

  private static final class Holder {
    private static final Optional<String> FAILURE = load();
  }

  /** Why there is no backend, in words; empty where there is one. */
  static Optional<String> failure() {
    return Holder.FAILURE;
  }

  private static Optional<String> load() {
    ClassLoader loader = Nd4jBackendCheck.class.getClassLoader();
    try {
      Class.forName(FRONT_DOOR, false, loader);
    } catch (ClassNotFoundException e) {
      return Optional.of("ND4J is not on the class path" + HELP);
    }
    try {
      Class.forName(FRONT_DOOR, true, loader);
      return Optional.empty();
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      return Optional.of("ND4J does not load: " + RootCause.of(e) + HELP);
    }
  }
}
