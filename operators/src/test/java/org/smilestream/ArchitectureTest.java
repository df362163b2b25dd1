package org.smilestream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.api.Test;

/** Plain tests: ArchUnit's own engine runs nothing under JUnit 6, and says so nowhere. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("org.smilestream");

  @Test
  void flinkIsInTheOperatorsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.smilestream.operators..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(CLASSES);
  }

  @Test
  void theOperatorsPackagesHaveNoCycle() {
    slices().matching("org.smilestream.operators.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /**
   * State is written by the serialiser that its descriptor gets: a type would be looked at by
   * Flink, which falls to its own forms for records, or to Kryo.
   */
  @Test
  void stateHasSerialisersOfItsOwn() {
    noClasses()
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "a state descriptor gets a type",
                call ->
                    call.getTargetOwner().isAssignableTo(StateDescriptor.class)
                        && call.getTarget().getRawParameterTypes().stream()
                            .anyMatch(
                                type ->
                                    type.isEquivalentTo(TypeInformation.class)
                                        || type.isEquivalentTo(Class.class))))
        .check(CLASSES);
  }

  @Test
  void arrowsPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("operators")
        .definedBy("org.smilestream.operators..")
        .layer("learner")
        .definedBy("org.smilestream.learner..")
        .layer("posterior")
        .definedBy("org.smilestream.posterior..")
        .layer("sampler")
        .definedBy("org.smilestream.sampler..")
        .layer("engine")
        .definedBy("org.smilestream.engine..")
        .layer("model")
        .definedBy("org.smilestream.model..")
        .layer("data")
        .definedBy("org.smilestream.data..")
        .whereLayer("operators")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("learner")
        .mayOnlyBeAccessedByLayers("operators")
        .whereLayer("posterior")
        .mayOnlyBeAccessedByLayers("operators")
        .whereLayer("sampler")
        .mayOnlyBeAccessedByLayers("learner", "operators")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("sampler", "posterior", "learner", "operators")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("engine", "sampler", "posterior", "learner", "operators")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("model", "posterior", "learner", "operators")
        .check(CLASSES);
  }
}
