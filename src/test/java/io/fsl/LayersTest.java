package io.fsl;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fsl.config.ConfigReader;

/** Who may know whom. */
@AnalyzeClasses(packages = "io.fsl", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule layersAreUsedDownwardOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("main")
          .definedBy(resideInAPackage("io.fsl"))
          .layer("command")
          .definedBy("io.fsl.command..")
          .layer("controller")
          .definedBy("io.fsl.controller..")
          .layer("action")
          .definedBy("io.fsl.action..")
          .layer("sftp")
          .definedBy("io.fsl.sftp..")
          .layer("linux")
          .definedBy("io.fsl.linux..")
          .layer("config")
          .definedBy("io.fsl.config..")
          .layer("log")
          .definedBy("io.fsl.log..")
          .layer("text")
          .definedBy("io.fsl.text..")
          .whereLayer("main")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("command")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("controller")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("action")
          .mayOnlyBeAccessedByLayers("main", "command", "controller")
          .whereLayer("sftp")
          .mayOnlyBeAccessedByLayers("command", "controller", "action")
          .whereLayer("linux")
          .mayOnlyBeAccessedByLayers("main", "command", "controller", "action")
          .whereLayer("linux")
          .mayOnlyAccessLayers("text")
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("config")
          .mayOnlyAccessLayers("text")
          .whereLayer("log")
          .mayOnlyAccessLayers("text")
          .whereLayer("text")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule commandsShareTheExitStatusesOfMainAndNothingElse =
      noClasses()
          .that()
          .resideInAPackage("io.fsl.command")
          .should()
          .dependOnClassesThat(resideInAPackage("io.fsl").and(not(equivalentTo(Exit.class))));

  @ArchTest
  static final ArchRule onlyCommandsReadConfigurations =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.fsl.command", "io.fsl.config")
          .should()
          .dependOnClassesThat(equivalentTo(ConfigReader.class));

  @ArchTest
  static final ArchRule onlyTheSftpPackageKnowsSshj =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fsl.sftp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("net.schmizz..", "com.hierynomus..");

  @ArchTest
  static final ArchRule onlyMainExits =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Fsl.class.getName())
          .should()
          .callMethod(System.class, "exit", int.class);
}
