package org.smilestream.job.options;

import java.util.List;
import org.apache.flink.configuration.ConfigOptions;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

/** The network, its likelihood and its prior. */
public final class ModelOptions {

  public static final JobOption<List<Integer>> HIDDEN =
      JobOption.of(
          ConfigOptions.key("model.hidden")
              .intType()
              .asList()
              .defaultValues(16, 16, 16)
              .withDescription("Widths of the hidden layers; [] for a linear model."),
          Allowed.integersFrom(1));

  public static final JobOption<String> ACTIVATION =
      JobOption.of(
          ConfigOptions.key("model.activation")
              .stringType()
              .defaultValue("relu")
              .withDescription("Activation function of the hidden layers."),
          Allowed.nameOf(Activation.class));

  public static final JobOption<String> LIKELIHOOD =
      JobOption.of(
          ConfigOptions.key("model.likelihood")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Distribution of the target given the network's outputs. Without it "
                      + "'gaussian-heteroscedastic' (the noise depends on the row) for regression "
                      + "and 'categorical' for classification. 'student-t' is for numbers with "
                      + "heavy tails, 'poisson' and 'negative-binomial' are for counts."),
          Allowed.nameOf(Likelihood.class));

  public static final JobOption<Double> STUDENT_DOF =
      JobOption.of(
          ConfigOptions.key("model.student-dof")
              .doubleType()
              .noDefaultValue()
              .withDescription(
                  "Degrees of freedom of the likelihood 'student-t'. Without it one number for all "
                      + "rows is learned."),
          Allowed.numberAbove(Likelihood.LEAST_DEGREES_OF_FREEDOM));

  public static final JobOption<String> SCALE_LINK =
      JobOption.of(
          ConfigOptions.key("model.scale-link")
              .stringType()
              .defaultValue("exp-linear")
              .withDescription(
                  "How the scale of the noise follows from the network's output s for it, with the "
                      + "likelihoods 'gaussian-heteroscedastic' and 'student-t'; others do not read "
                      + "it. 'exp' is e^s. 'exp-linear' is the same up to 1, the standard deviation "
                      + "of the target, and 1 + s beyond it: the noise does not run away for rows "
                      + "that are far from those in the window."),
          Allowed.nameOf(ScaleLink.class));

  public static final JobOption<String> PRIOR =
      JobOption.of(
          ConfigOptions.key("model.prior")
              .stringType()
              .defaultValue("normal")
              .withDescription("Shape of the prior of every parameter."),
          Allowed.nameOf(Prior.Family.class));

  public static final JobOption<Double> PRIOR_LOCATION =
      JobOption.of(
          ConfigOptions.key("model.prior-location")
              .doubleType()
              .defaultValue(0.0)
              .withDescription("Centre of the prior."),
          Allowed.anyNumber());

  public static final JobOption<Double> PRIOR_SCALE =
      JobOption.of(
          ConfigOptions.key("model.prior-scale")
              .doubleType()
              .defaultValue(1.0)
              .withDescription(
                  "Scale of the prior: the standard deviation of a normal, the b of a Laplace "
                      + "distribution."),
          Allowed.positiveNumber());

  private ModelOptions() {}
}
