package org.smilestream.job.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.EnumNames;
import org.smilestream.posterior.Median;

/**
 * A chaos run in numbers: what {@code --json} prints.
 *
 * @param faults number of faults of each kind
 * @param chainsIdentical whether the chains ended at the positions of an undisturbed run
 * @param differentPredictions observations that the undisturbed run predicted otherwise
 */
record ChaosResult(
    long seed,
    double minutes,
    String delivery,
    Map<String, Long> faults,
    long records,
    long missing,
    long duplicates,
    long contradictions,
    DeadLetters deadLetters,
    boolean chainsIdentical,
    long differentPredictions,
    RecoverySeconds recoverySeconds,
    Map<String, RecoverySeconds> recoverySecondsByKind) {

  /**
   * @param wrong dead letters that came twice, or of a record that can be used
   */
  record DeadLetters(long expected, long found, long wrong) {}

  /** From the fault to the end of the first checkpoint that was begun after it. */
  record RecoverySeconds(double median, double max) {
    static RecoverySeconds of(List<Outcome> outcomes) {
      double[] seconds =
          outcomes.stream().mapToDouble(each -> each.recovery().toMillis() / 1e3).toArray();
      return new RecoverySeconds(
          Median.of(seconds), Arrays.stream(seconds).max().orElse(Double.NaN));
    }
  }

  static ChaosResult of(
      long seed,
      double minutes,
      Delivery delivery,
      List<Outcome> outcomes,
      Ledger ledger,
      boolean chainsIdentical,
      long differentPredictions) {
    Map<String, List<Outcome>> kinds =
        outcomes.stream()
            .collect(
                Collectors.groupingBy(
                    each -> EnumNames.name(each.kind()), TreeMap::new, Collectors.toList()));
    Map<String, Long> faults = new TreeMap<>();
    Map<String, RecoverySeconds> recovery = new TreeMap<>();
    kinds.forEach(
        (kind, all) -> {
          faults.put(kind, (long) all.size());
          recovery.put(kind, RecoverySeconds.of(all));
        });
    return new ChaosResult(
        seed,
        minutes,
        EnumNames.name(delivery),
        faults,
        ledger.records(),
        ledger.missing(),
        ledger.duplicates(),
        ledger.contradictions(),
        new DeadLetters(
            ledger.expectedDeadLetters(), ledger.foundDeadLetters(), ledger.wrongDeadLetters()),
        chainsIdentical,
        differentPredictions,
        RecoverySeconds.of(outcomes),
        recovery);
  }

  /**
   * What broke the promise, a sentence each; empty if all was kept. With at-least-once delivery
   * duplicates are no breach: only a row that was predicted in two ways is one.
   */
  List<String> breaches() {
    List<String> breaches = new ArrayList<>();
    boolean once = delivery.equals(EnumNames.name(Delivery.EXACTLY_ONCE));
    require(missing == 0, missing + " ids were never predicted", breaches);
    require(!once || duplicates == 0, duplicates + " predictions came twice", breaches);
    require(contradictions == 0, contradictions + " rows were predicted in two ways", breaches);
    require(
        deadLetters.found == deadLetters.expected,
        "of %d records that cannot be used, %d are in the dead letters"
            .formatted(deadLetters.expected, deadLetters.found),
        breaches);
    require(
        !once || deadLetters.wrong == 0,
        deadLetters.wrong + " dead letters came twice or are of good records",
        breaches);
    require(
        chainsIdentical, "the chains did not end where those of an undisturbed run did", breaches);
    require(
        differentPredictions == 0,
        differentPredictions + " rows were predicted otherwise than in an undisturbed run",
        breaches);
    return breaches;
  }

  private static void require(boolean holds, String breach, List<String> breaches) {
    if (!holds) {
      breaches.add(breach);
    }
  }
}
