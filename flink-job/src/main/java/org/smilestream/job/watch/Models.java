package org.smilestream.job.watch;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;

/**
 * The models whose records were read. Where they are many, less is kept of each, and of more than
 * {@value #MOST} those are forgotten that were not heard of for the longest time.
 */
final class Models {
  static final int MOST = 2_000;

  /** So many have all the room that one alone has. */
  private static final int WITH_ALL_ROOM = 20;

  private final LinkedHashMap<String, WatchedModel> models = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Schema> schemas;
  private final Choice first;
  private String byDefault;

  /** What each has of the room that one alone has. */
  private double share = 1;

  /**
   * @param schemas of models by their names, as far as they are not to be found in the topics
   * @param first what is shown where nothing is chosen
   */
  Models(Map<String, Schema> schemas, Choice first) {
    this.schemas = schemas;
    this.first = first;
  }

  /** The model of a name, a new one where there is none. */
  WatchedModel of(String name) {
    WatchedModel known = models.get(name);
    if (known != null) {
      return known;
    }
    WatchedModel made = new WatchedModel(name, Optional.ofNullable(schemas.get(name)));
    models.put(name, made);
    if (models.size() > MOST) {
      models.remove(models.keySet().iterator().next());
    }
    double before = share;
    while (share * models.size() > WITH_ALL_ROOM) {
      share /= 2;
    }
    (share < before ? models.values() : List.of(made)).forEach(this::setRoom);
    return made;
  }

  private void setRoom(WatchedModel model) {
    model.setRoom(first.isOnly(model.name()) ? 1 : share);
  }

  Optional<WatchedModel> find(String name) {
    return Optional.ofNullable(models.get(name));
  }

  Collection<WatchedModel> all() {
    return models.values();
  }

  /** The models that can be chosen. */
  List<WatchedModel> shown() {
    return models.values().stream().filter(WatchedModel::isShown).toList();
  }

  /** Says that a model has predicted a row. */
  void predicted(Prediction prediction) {
    String name = prediction.model();
    if (prediction.sequence() >= 0 && Choice.key(name).isEmpty() && first.allows(name)) {
      // The champion answers; its successor is shown as soon as that does.
      byDefault = name;
    }
  }

  /**
   * The name of the model that is shown where nothing is chosen: the one that answers, or of keys
   * the one that has the most rows at first.
   */
  String byDefault() {
    if (byDefault == null || !models.containsKey(byDefault)) {
      byDefault =
          shown().stream()
              .filter(each -> first.allows(each.name()))
              .max(Comparator.comparingInt(each -> each.predictions().size()))
              .map(WatchedModel::name)
              .orElse(null);
    }
    return byDefault == null ? first.words() : byDefault;
  }
}
