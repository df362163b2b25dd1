package org.smilestream.operators;

/**
 * The newest draws of one chain at the probe inputs. Immutable.
 *
 * @param step of the newest draw
 * @param draws [draw][probe input], oldest first
 */
public record ProbeHistory(long step, float[][] draws) {
  /** How many draws of a chain convergence is judged by. */
  static final int CAPACITY = 200;

  static ProbeHistory of(ProbeDraw draw) {
    return new ProbeHistory(draw.step(), new float[][] {draw.values()});
  }

  /** The history with one more draw; a new one where the chain has started anew. */
  ProbeHistory add(ProbeDraw draw) {
    if (draw.step() <= step || draw.values().length != draws[0].length) {
      return of(draw);
    }
    int kept = Math.min(draws.length, CAPACITY - 1);
    float[][] next = new float[kept + 1][];
    System.arraycopy(draws, draws.length - kept, next, 0, kept);
    next[kept] = draw.values();
    return new ProbeHistory(draw.step(), next);
  }
}
