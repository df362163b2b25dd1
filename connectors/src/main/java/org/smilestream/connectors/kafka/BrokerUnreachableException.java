package org.smilestream.connectors.kafka;

/**
 * No broker answers, or it does not let this client in; the message is one sentence that names the
 * address and no secret.
 */
public final class BrokerUnreachableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final boolean silence;

  /** Something is wrong that waiting does not mend. */
  BrokerUnreachableException(String message, Throwable cause) {
    this(message, cause, false);
  }

  BrokerUnreachableException(String message, Throwable cause, boolean silence) {
    super(message, cause);
    this.silence = silence;
  }

  /** Whether it is only that no broker has answered in time: one may later. */
  public boolean isSilence() {
    return silence;
  }
}
