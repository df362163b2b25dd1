package org.smilestream.connectors.broker;

/** The broker did not start; the message is one sentence that says why. */
public final class BrokerStartException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BrokerStartException(String message) {
    super(message);
  }

  BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
