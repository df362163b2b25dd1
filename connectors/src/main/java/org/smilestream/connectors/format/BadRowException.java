package org.smilestream.connectors.format;

/** A row cannot be used. */
final class BadRowException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * @param code one of the codes of {@link org.smilestream.data.DeadLetter}
   */
  BadRowException(String code, String reason) {
    // No stack trace: it would cost more than the parsing, and bad rows come in floods.
    super(reason, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }
}
