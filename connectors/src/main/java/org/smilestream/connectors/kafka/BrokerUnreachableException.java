package org.smilestream.connectors.kafka;

/**
 * No broker answers, or it does not let this client in; the message is one sentence that names the
 * address and no secret.
 */
public final class BrokerUnreachableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BrokerUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
