package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.Sampler;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.StepInfo;

/**
 * The steps of one chain, with the engine under test.
 *
 * <p>Trajectories that differ in the last bit soon differ altogether, so an engine in float32 is
 * compared step by step: a float64 reference leads, and each step of the engine starts from where
 * the reference has come to.
 */
final class TrajectoryKind implements GoldenKind {
  private final TestedEngine engine;

  TrajectoryKind(TestedEngine engine) {
    this.engine = engine;
  }

  private record SamplerText(
      String name,
      String preconditioner,
      double stepSize,
      double resetProbability,
      double adaptationMass,
      double adaptationStrength,
      double smoothing) {

    PublishedTunerSettings tuner() {
      return new PublishedTunerSettings(
          resetProbability, adaptationMass, adaptationStrength, smoothing);
    }

    Sampler create(int dimension) {
      SamplerSettings settings =
          new SamplerSettings(
              GoldenJson.constant(SamplerSettings.Name.class, name),
              GoldenJson.constant(Preconditioner.class, preconditioner),
              SamplerSettings.PRECONDITIONER_WINDOW,
              SamplerSettings.TunerName.PUBLISHED,
              tuner(),
              stepSize,
              Double.NaN,
              1,
              0,
              2,
              0);
      return settings.create(dimension);
    }
  }

  @Override
  public String name() {
    return "trajectory";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    ModelSpec spec = GoldenJson.member(file, "model", GoldenJson.Model.class).spec();
    double weight = GoldenJson.member(file, "likelihoodWeight", Double.class);
    Minibatch[] batches =
        Arrays.stream(GoldenJson.member(file, "minibatches", GoldenJson.Rows[].class))
            .map(rows -> rows.minibatch(spec, weight))
            .toArray(Minibatch[]::new);
    int maxRows = Arrays.stream(batches).mapToInt(Minibatch::rows).max().orElse(0);
    SamplerText text = GoldenJson.member(file, "sampler", SamplerText.class);
    Sampler sampler = text.create(spec.dimension());
    LastGradient tested = new LastGradient(engine.create(spec, maxRows));
    LogDensityEngine reference = engine.createReference(spec, maxRows);

    LargestError errors = LargestError.relativeAboveOne(engine.tolerance(1e-7));
    ChainState current = sampler.start(GoldenJson.member(file, "initialPosition", double[].class));
    ChainState next = new ChainState(spec.dimension());
    StepInfo info = new StepInfo();
    for (JsonNode listed : file.required("steps")) {
      Minibatch batch = batches[(int) (current.step() % batches.length)];
      sampler.step(tested, current, batch, 0, next, info);
      StepComparison comparison =
          new StepComparison(text.tuner(), current, next, info, tested.gradient());
      comparison.compare(listed, errors);
      if (!engine.isReference()) {
        sampler.step(reference, current, batch, 0, next, info);
      }
      ChainState before = current;
      current = next;
      next = before;
    }
    return errors;
  }
}
