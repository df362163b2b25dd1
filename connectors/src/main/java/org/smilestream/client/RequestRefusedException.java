package org.smilestream.client;

/** The job could not use a request: it became a dead letter. */
public final class RequestRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  RequestRefusedException(String id, String code, String reason) {
    super("request '" + id + "' was refused (" + code + "): " + reason);
    this.code = code;
  }

  /** The code of the dead letter, such as {@code bad-value}. */
  public String code() {
    return code;
  }
}
