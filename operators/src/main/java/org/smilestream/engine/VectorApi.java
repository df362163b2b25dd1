package org.smilestream.engine;

/** The JDK's Vector API, an incubator module, which a JVM has only if it is named at start. */
public final class VectorApi {
  public static final String MODULE = "jdk.incubator.vector";

  private VectorApi() {}

  /** Whether classes that link the module can be loaded. */
  public static boolean isPresent() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }
}
