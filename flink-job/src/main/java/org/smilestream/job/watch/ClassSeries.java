package org.smilestream.job.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.smilestream.data.Prediction;
import org.smilestream.job.report.Numbers;

/**
 * Probabilities of classes against what happened, one entry a row. Of many classes the most
 * probable have a place of their own, and the others have one together.
 *
 * @param labels of the places
 * @param probabilities [place][row]
 * @param predicted place of the likeliest class
 * @param happened place of what happened; −1 where that is not known yet
 */
record ClassSeries(
    long[] rows,
    String[] times,
    List<String> labels,
    double[][] probabilities,
    int[] predicted,
    int[] happened) {

  /** As many colours can be told apart. */
  static final int PLACES = 8;

  private static final String OTHERS = "others";
  private static final int UNKNOWN = -1;

  /**
   * @param shown with probabilities
   * @param classes their labels
   */
  static ClassSeries of(List<Prediction> shown, List<String> classes) {
    List<Integer> own = withPlace(shown, classes.size());
    List<String> labels = new ArrayList<>(own.stream().map(classes::get).toList());
    if (own.size() < classes.size()) {
      labels.add(OTHERS);
    }
    double[][] probabilities = new double[labels.size()][shown.size()];
    for (int row = 0; row < shown.size(); row++) {
      double[] all = shown.get(row).classes().probabilities();
      for (int each = 0; each < all.length; each++) {
        probabilities[place(each, own)][row] += all[each];
      }
    }
    return new ClassSeries(
        shown.stream().mapToLong(Prediction::sequence).toArray(),
        shown.stream().map(each -> Numbers.time(each.eventTime())).toArray(String[]::new),
        labels,
        probabilities,
        shown.stream().mapToInt(each -> place(each.classes().mostProbable(), own)).toArray(),
        shown.stream()
            .mapToInt(each -> each.hasTarget() ? place((int) each.target(), own) : UNKNOWN)
            .toArray());
  }

  private static int place(int each, List<Integer> own) {
    int place = own.indexOf(each);
    return place < 0 ? own.size() : place;
  }

  /** The classes that have a place of their own, in their order. */
  private static List<Integer> withPlace(List<Prediction> shown, int classes) {
    double[] mass = new double[classes];
    for (Prediction prediction : shown) {
      for (int each = 0; each < classes; each++) {
        mass[each] += prediction.classes().probabilities()[each];
      }
    }
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingDouble(each -> -mass[each]))
        .limit(classes <= PLACES ? classes : PLACES - 1)
        .sorted()
        .toList();
  }
}
