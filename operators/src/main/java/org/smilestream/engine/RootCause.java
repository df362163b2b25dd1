package org.smilestream.engine;

/** Why a native library did not load: what lies under the wrappings of class loading. */
public final class RootCause {
  private RootCause() {}

  /** The message of the innermost cause, or its kind where it has none. */
  public static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.strip();
  }
}
