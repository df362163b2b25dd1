package org.smilestream.operators.chains;

import org.apache.flink.api.common.functions.AggregateFunction;

/**
 * Keeps the first text that is not empty, for tasks that have to agree on one: the job manager
 * takes their proposals one after another. Empty before the first.
 */
final class FirstProposal implements AggregateFunction<String, String, String> {
  private static final long serialVersionUID = 1;

  @Override
  public String createAccumulator() {
    return "";
  }

  @Override
  public String add(String proposal, String first) {
    return first.isEmpty() ? proposal : first;
  }

  @Override
  public String getResult(String first) {
    return first;
  }

  @Override
  public String merge(String a, String b) {
    return a.isEmpty() ? b : a;
  }
}
