package org.smilestream.job.bench.analytical;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.smilestream.job.options.EnumNames;
import org.smilestream.posterior.Median;

/** What the results say about the preconditioner: for each noise, with it against without. */
final class Verdict {
  private Verdict() {}

  /** A sentence for each structure of the noise on which both samplers ran. */
  static List<String> sentences(List<CellResult> results) {
    List<String> sentences = new ArrayList<>();
    for (NoiseStructure noise : NoiseStructure.values()) {
      List<CellResult> without = of(Contender.SMILE_NAIVE, noise, results);
      List<CellResult[]> pairs = new ArrayList<>();
      for (CellResult result : without) {
        partner(result, results)
            .ifPresent(partner -> pairs.add(new CellResult[] {result, partner}));
      }
      if (!pairs.isEmpty()) {
        sentences.add(sentence(noise, pairs));
      }
    }
    return sentences;
  }

  private static List<CellResult> of(
      Contender contender, NoiseStructure noise, List<CellResult> results) {
    return results.stream()
        .filter(result -> result.cell().contender() == contender)
        .filter(result -> result.cell().problem().noise() == noise)
        .toList();
  }

  private static Optional<CellResult> partner(CellResult result, List<CellResult> results) {
    Cell wanted = new Cell(result.cell().problem(), Contender.PSMILE_NAIVE);
    return results.stream().filter(other -> other.cell().equals(wanted)).findFirst();
  }

  private static String sentence(NoiseStructure noise, List<CellResult[]> pairs) {
    long lower = pairs.stream().filter(pair -> pair[1].finalError() < pair[0].finalError()).count();
    return String.format(
        Locale.ROOT,
        "noise %s: psmile-naive has the lower b² on %d of %d problems; median b² (bias²) %s (%s) of smile-naive, %s (%s) of psmile-naive",
        EnumNames.name(noise),
        lower,
        pairs.size(),
        median(pairs, pair -> pair[0].finalError()),
        median(pairs, pair -> pair[0].bias()),
        median(pairs, pair -> pair[1].finalError()),
        median(pairs, pair -> pair[1].bias()));
  }

  /** Estimates below 0 count as 0. */
  private static String median(List<CellResult[]> pairs, ToDoubleFunction<CellResult[]> value) {
    double[] values =
        pairs.stream().mapToDouble(pair -> Math.max(0, value.applyAsDouble(pair))).toArray();
    return ResultTable.number(Median.of(values));
  }
}
