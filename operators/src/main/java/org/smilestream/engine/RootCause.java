package org.smilestream.engine;

/**
 * What lies under the wrappings of a failure: why a native library did not load, what a broker does
 * not trust.
 */
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
