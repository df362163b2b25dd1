package org.smilestream.job.cluster;

/** A cluster did not do what it was asked to; the message is one sentence that says why. */
public final class ClusterException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
