package org.smilestream.operators.chains;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Row;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.Engines;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.GroupSnapshot;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.control.LiveChanges;
import org.smilestream.operators.control.LiveChangesSerializer;
import org.smilestream.operators.control.LiveSettings;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.operators.state.StoredModel;

/**
 * Advances the chains. Keyed by chain group ({@link ChainGroups#key}).
 *
 * <p>A group lives on the heap as a {@link ChainGroupLearner}. Its window is written through to
 * keyed state, each row once; its chains change with every row and are written back only when a
 * checkpoint is taken. The number of groups is a setting, and with it the size of this cache, which
 * the metric {@link ChainMetrics#STATE_BYTES} tells.
 *
 * <p>The number of chains may change between a savepoint and the job that goes on from it: each
 * group keeps its first chains, those that are new start beside them.
 *
 * <p>Where a row brings {@link LiveChanges}, they count from that row on and are kept in state.
 * Other options take effect as they would at a restart: the group is written back and made anew
 * from its state, in the same task and within the same row.
 *
 * <p>The main output brings posterior samples; {@link #STATISTICS} what the tuner did.
 */
public final class ChainOperator extends AbstractStreamOperator<KnowledgeUpdate>
    implements OneInputStreamOperator<GroupedRow, KnowledgeUpdate> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ChainOperator.class);

  /** A record for each round of each group. */
  public static final OutputTag<TunerStatistics> STATISTICS =
      new OutputTag<>("tuner", TypeInformation.of(TunerStatistics.class));

  private final String model;
  private final ModelFingerprint fingerprint;
  private final ModelSpec spec;
  private final ChainGroups groups;
  private final LearnerSettings settings;
  private final String engineName;
  private final int threads;
  private final LearningLimits limits;
  private final float[][] start;

  /** Null where no control records come. */
  private LiveSettings control;

  private transient ChainGroupState state;
  private transient ValueState<LiveChanges> changes;
  private transient Map<Integer, LiveGroup> live;
  private transient Set<Integer> dirty;

  /** Events that the next record of a group is to tell. */
  private transient Map<Integer, String> events;

  private transient GroupEngines engines;
  private transient ChainMetrics metrics;

  /**
   * A group on the heap.
   *
   * @param engine the engine that its chains began with
   */
  private record LiveGroup(ChainGroupLearner learner, String engine, StepBudget budget) {}

  /**
   * @param engineName name of an engine, or {@link Engines#AUTO}
   * @param start what a job that has not seen a row yet starts from
   */
  public ChainOperator(
      String model,
      ModelFingerprint fingerprint,
      ModelSpec spec,
      ChainGroups groups,
      LearnerSettings settings,
      String engineName,
      Optional<Posterior> start) {
    this(model, fingerprint, spec, groups, settings, engineName, 1, LearningLimits.NONE, start);
  }

  /**
   * @param engineName name of an engine, or {@link Engines#AUTO}
   * @param threads that share the steps of a group's chains
   * @param limits of the time that learning may take
   * @param start what a job that has not seen a row yet starts from
   */
  public ChainOperator(
      String model,
      ModelFingerprint fingerprint,
      ModelSpec spec,
      ChainGroups groups,
      LearnerSettings settings,
      String engineName,
      int threads,
      LearningLimits limits,
      Optional<Posterior> start) {
    this.model = model;
    ModelFingerprint grouped = fingerprint.with("chains.groups", groups.groups());
    // Where a row of the sample lies follows from its size.
    this.fingerprint =
        settings.memory().kind() == Memory.Kind.ALL
            ? grouped.with("memory", "a sample of " + settings.memory().rows() + " of all rows")
            : grouped;
    this.spec = spec;
    this.groups = groups;
    this.settings = settings;
    this.engineName = engineName;
    this.threads = threads;
    this.limits = limits;
    this.start = start.map(posterior -> posterior.startingPositions(groups.chains())).orElse(null);
  }

  /** Makes the operator one whose rows bring changes. Without, all is as it is configured. */
  public ChainOperator controlledBy(LiveSettings live) {
    control = live;
    return this;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    StoredModel.require(fingerprint, context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    var runtime = getRuntimeContext();
    state = new ChainGroupState(runtime);
    changes =
        runtime.getState(
            new ValueStateDescriptor<>("live-changes", LiveChangesSerializer.INSTANCE));
    live = new HashMap<>();
    dirty = new HashSet<>();
    events = new HashMap<>();
    engines =
        new GroupEngines(model, spec, engineName, threads, runtime.getGlobalAggregateManager());
    metrics = new ChainMetrics(getMetricGroup());
    metrics.reportTo(output, getProcessingTimeService());
  }

  @Override
  public void processElement(StreamRecord<GroupedRow> element) throws Exception {
    int group = element.getValue().group();
    EncodedRow row = element.getValue().row();
    boolean rewarms =
        element.getValue().changes() != null && change(group, element.getValue().changes());
    LiveGroup loaded = live.get(group);
    metrics.looked(loaded != null);
    if (loaded == null) {
      loaded = load(group, row);
      live.put(group, loaded);
    }
    state.put(row);
    dirty.add(group);
    ChainGroupLearner learner = loaded.learner();
    if (rewarms) {
      learner.rewarm();
    }
    boolean spent = loaded.budget().isSpent();
    long began = System.nanoTime();
    Optional<ChainGroupLearner.Round> round =
        learner.learn(row, spent || isBehind(element.getValue().arrival()));
    if (round.isPresent()) {
      loaded.budget().spend(System.nanoTime() - began);
      emit(round.get(), learner.stateBytes());
    }
    state.forget(learner.forgotten());
  }

  /**
   * Lets other changes count from the next row on.
   *
   * @return whether a warm start is asked for
   */
  private boolean change(int group, LiveChanges next) throws Exception {
    LiveChanges before = changes();
    LiveGroup loaded = live.get(group);
    if (loaded != null) {
      if (next.options().equals(before.options())) {
        pause(group, loaded.learner(), next);
      } else {
        writeBack(loaded);
        loaded.learner().close();
        live.remove(group);
      }
    }
    changes.update(next);
    String words = next.since(before);
    if (!words.isEmpty()) {
      tell(group, words);
    }
    return next.rewarms() > before.rewarms();
  }

  private void pause(int group, ChainGroupLearner learner, LiveChanges now) {
    learner.pause(now.paused());
    metrics.paused(group, now.paused());
  }

  /** What has changed for the current key. */
  private LiveChanges changes() throws Exception {
    LiveChanges saved = control == null ? null : changes.value();
    return saved == null ? LiveChanges.NONE : saved;
  }

  /** The settings with what has changed. */
  private LearnerSettings changed(Map<String, String> options) {
    if (options.isEmpty()) {
      return settings;
    }
    try {
      return control.with(options);
    } catch (IllegalArgumentException e) {
      throw unrecoverable(
          "What control records have changed does not fit the configuration: "
              + e.getMessage()
              + "; change the configuration, or start without 'topic.control' to leave all of it"
              + " out.");
    }
  }

  /** Lets the group's next record tell of something. */
  private void tell(int group, String event) {
    events.merge(group, event, (before, further) -> before + "; " + further);
  }

  private boolean isBehind(long arrival) {
    return arrival != Row.UNKNOWN
        && getProcessingTimeService().getCurrentProcessingTime() - arrival > limits.maxLagMillis();
  }

  private void emit(ChainGroupLearner.Round round, long stateBytes) {
    for (PosteriorSample sample : round.samples()) {
      output.collect(new StreamRecord<>(KnowledgeUpdate.of(sample), sample.lastEventTime()));
    }
    TunerStatistics statistics = round.statistics();
    String event = events.remove(statistics.group());
    if (event != null) {
      statistics = statistics.withEvent(event);
    }
    output.collect(STATISTICS, new StreamRecord<>(statistics, statistics.eventTime()));
    metrics.report(statistics, stateBytes);
    if (statistics.event() != null) {
      LOG.info("Model '{}', group {}: {}", model, statistics.group(), statistics.event());
    }
  }

  /** Makes the learner of the current key, from its state where there is one. */
  private LiveGroup load(int group, EncodedRow row) throws Exception {
    GroupLife saved = state.life();
    if (saved == null && row.sequence() > 0) {
      throw unrecoverable(
          String.format(
              "Model '%s' is at row %d, but its chain group %d has no state.",
              model, row.sequence(), group));
    }
    LiveChanges now = changes();
    LearnerSettings current = changed(now.options());
    int engineRows = current.engineRows();
    int chainCount = groups.members(group).length;
    GroupEngines.Started started =
        saved == null
            ? engines.begin(group, chainCount, engineRows)
            : engines.resume(group, saved.engine(), chainCount, engineRows);
    started.event().ifPresent(event -> tell(group, event));
    ChainGroupLearner learner =
        new ChainGroupLearner(
            model, group, groups.members(group), spec, current, started.engines());
    pause(group, learner, now);
    if (saved == null) {
      if (start != null) {
        learner.startAt(startOf(group));
        LOG.info("Model '{}', group {}: its chains start from a posterior", model, group);
      }
    } else {
      restore(learner, group);
    }
    return liveGroup(learner, current, started.name());
  }

  private LiveGroup liveGroup(ChainGroupLearner learner, LearnerSettings current, String engine) {
    StepBudget budget = new StepBudget(limits.budgetNanos(), current.rowsPerRound());
    return new LiveGroup(learner, engine, budget);
  }

  private float[][] startOf(int group) {
    return Arrays.stream(groups.members(group))
        .mapToObj(chain -> start[chain])
        .toArray(float[][]::new);
  }

  private void restore(ChainGroupLearner learner, int group) throws Exception {
    int wanted = groups.members(group).length;
    int saved = state.chains();
    if (saved > 0 && saved != wanted) {
      LOG.info("Model '{}', group {}: {} chains were saved, {} go on", model, group, saved, wanted);
    }
    state.restore(learner, wanted);
  }

  /** What is missing will be missing after a restart too. */
  private static SuppressRestartsException unrecoverable(String message) {
    return new SuppressRestartsException(new IllegalStateException(message));
  }

  @Override
  public void close() throws Exception {
    List<AutoCloseable> all = new ArrayList<>();
    if (live != null) {
      live.values().forEach(group -> all.add(group.learner()::close));
    }
    all.add(super::close);
    IOUtils.closeAll(all);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Object key = getCurrentKey();
    long start = System.nanoTime();
    long chainBytes = 0;
    for (int group : dirty) {
      setCurrentKey(groups.key(group));
      chainBytes = Math.max(chainBytes, writeBack(live.get(group)));
    }
    metrics.writtenBack(chainBytes, System.nanoTime() - start);
    dirty.clear();
    if (key != null) {
      setCurrentKey(key);
    }
  }

  /** Returns the bytes of a chain; 0 where there is none yet. */
  private long writeBack(LiveGroup loaded) throws Exception {
    GroupSnapshot snapshot = loaded.learner().snapshot();
    state.save(snapshot, loaded.engine());
    return snapshot.chains().isEmpty() ? 0 : snapshot.chains().get(0).heapBytes();
  }
}
