package org.smilestream.operators.diagnostics;

/**
 * The newest draws of one chain at the probe inputs. Immutable.
 *
 * @param draws [draw][probe input], oldest first
 */
public record ProbeHistory(float[][] draws) {
  /** How many draws of a chain convergence is judged by. */
  static final int CAPACITY = 200;

  static ProbeHistory of(ProbeDraw draw) {
    return new ProbeHistory(new float[][] {draw.values()});
  }

  /** The history with one more draw. */
  ProbeHistory add(ProbeDraw draw) {
    int kept = Math.min(draws.length, CAPACITY - 1);
    float[][] next = new float[kept + 1][];
    System.arraycopy(draws, draws.length - kept, next, 0, kept);
    next[kept] = draw.values();
    return new ProbeHistory(next);
  }
}
