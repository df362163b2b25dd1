package org.smilestream.job.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.ListSampler;

/**
 * Which fault comes next, and when: the kinds in rounds, each kind once a round in random order,
 * with random pauses between them. A seed gives one plan; where a process is in its work when a
 * fault hits it is as random as the machine.
 */
final class FaultPlan {
  private static final long MIN_PAUSE_MILLIS = 4_000;
  private static final long MAX_PAUSE_MILLIS = 20_000;
  private static final long MAX_OUTAGE_MILLIS = 4_000;

  private final List<FaultKind> kinds;
  private final UniformRandomProvider random;
  private final Deque<FaultKind> round = new ArrayDeque<>();

  FaultPlan(long seed, boolean highAvailability) {
    this(
        Arrays.stream(FaultKind.values()).filter(kind -> kind.appliesTo(highAvailability)).toList(),
        seed);
  }

  /**
   * @param kinds those of each round
   */
  FaultPlan(List<FaultKind> kinds, long seed) {
    this.kinds = List.copyOf(kinds);
    random = new SplitMix64(seed);
  }

  FaultKind next() {
    if (round.isEmpty()) {
      List<FaultKind> shuffled = new ArrayList<>(kinds);
      ListSampler.shuffle(random, shuffled);
      round.addAll(shuffled);
    }
    return round.poll();
  }

  /** How long the job is left alone before the next fault. */
  Duration pause() {
    return Duration.ofMillis(random.nextLong(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS));
  }

  /** How long a killed process is away. */
  Duration outage() {
    return Duration.ofMillis(random.nextLong(MAX_OUTAGE_MILLIS));
  }

  /** One of {@code count} things. */
  int choose(int count) {
    return random.nextInt(count);
  }
}
