"""Open the packages and projects in QGIS, headless, and see what a user would see.

Run by ``prove.py`` with the system's Python: no part of Tumen can be imported here, so
everything is judged by ``expected.json`` and by what QGIS itself says.
"""

import json
import sys
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDateTimeRange,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
    QgsVectorLayerTools,
)
from qgis.gui import (
    QgsAttributeEditorContext,
    QgsAttributeForm,
    QgsGui,
    QgsMapCanvas,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QListView, QTabWidget, QWidget

WHERE, OUT = Path(sys.argv[1]), Path(sys.argv[2])
EXPECTED = json.loads((WHERE / "expected.json").read_text())
WARNINGS = []


def main():
    app = QgsApplication([], True)
    app.initQgis()
    QgsGui.editorWidgetRegistry().initEditors()
    app.messageLog().messageReceived.connect(
        lambda text, tag, level: (
            WARNINGS.append((tag, text))
            if level in (Qgis.Warning, Qgis.Critical)
            else None
        )
    )
    for name, lang in (("atlas", "en"), ("carte", "fr"), ("odd", "en")):
        layers_load_their_styles(name)
        for address in (
            str(WHERE / f"{name}.qgz"),
            f"geopackage:{WHERE / name}.gpkg?projectName=tumen",
        ):
            project = opened(address, name)
            relations_hold(project)
            groups_and_credits(project, name, lang)
            if name != "odd":
                dates_work(project)
                forms_show_claims(project)
                if (name == "carte") == ("?" in address):  # each way once
                    pictures(project, name)
            else:
                hostile_texts_are_texts(project)
            project.clear()
    told = [one for one in WARNINGS if "font" not in one[1].lower()]
    assert not told, told
    print(
        f"QGIS {Qgis.version()}: every layer, style, relation, form, date and picture as expected"
    )


def said(layer):
    return layer.dataProvider().dataSourceUri()


def opened(address, name):
    project = QgsProject.instance()
    assert project.read(address), (address, project.error())
    assert project.crs().authid() == "EPSG:3857"
    assert project.title()
    layers = project.mapLayers().values()
    counts = EXPECTED["counts"][name]
    for layer in layers:
        assert layer.isValid(), (address, layer.name(), layer.error().message())
        table = said(layer).split("layername=")[1].split("|")[0]
        if "subset" not in said(layer):
            assert layer.featureCount() == counts[table], (table, layer.featureCount())
        if layer.isSpatial():
            assert layer.crs().authid() == "EPSG:4326"
    lines = [one for one in layers if "layername=lines|" in said(one)]
    # featureCount() of QGIS 3.22 does not mind a subset, so the rows are counted.
    parts = [len(list(one.getFeatures())) for one in lines]
    assert sum(parts) == counts["lines"] and min(parts) < counts["lines"], parts
    shown = {said(one).split("layername=")[1].split("|")[0] for one in layers}
    views = {"claims_on_legs", "claims_at_sites", "claims_of_flows", "layer_styles"}
    assert shown == set(counts) - views
    return project


def relations_hold(project):
    relations = project.relationManager().relations()
    assert len(relations) > 10
    for key, relation in relations.items():
        assert relation.isValid(), (key, relation.validationError())


def groups_and_credits(project, name, lang):
    groups = [
        one.name() for one in project.layerTreeRoot().children() if one.nodeType() == 0
    ]
    first = {
        "en": ["Places", "Reported movements"],
        "fr": ["Lieux", "Mouvements rapportés"],
    }
    assert groups[:2] == first[lang], groups
    for layer in project.mapLayers().values():
        if layer.isSpatial():
            assert layer.attribution(), layer.name()
            assert layer.metadata().licenses(), layer.name()
    abstract, author = project.metadata().abstract(), project.metadata().author()
    whose = EXPECTED["makers"][name]
    assert author == whose["author"], (name, author)
    assert f"{whose['credit']}; sources named claim by claim" in abstract, abstract
    extent = project.viewSettings().defaultViewExtent()
    assert not extent.isEmpty() and extent.crs().authid() == "EPSG:3857"
    names = project.mapLayersByName(
        {"en": "Ports and transfer points", "fr": "Ports et points de transfert"}[lang]
    )
    for layer in names:
        assert layer.labelsEnabled()
        labeling = layer.labeling()  # each part is kept: QGIS frees what nobody holds
        settings = labeling.settings()
        words = settings.format()
        buffer = words.buffer()
        assert settings.fieldName == f"label_{lang}"
        assert buffer.enabled()
        assert settings.scaleVisibility


# A package alone ------------------------------------------------------------------------


def layers_load_their_styles(name):
    """As when somebody drags the package into an empty project."""
    lang = "fr" if name == "carte" else "en"
    for table, count in EXPECTED["counts"][name].items():
        layer = QgsVectorLayer(f"{WHERE / name}.gpkg|layername={table}", table, "ogr")
        assert layer.isValid(), table
        assert layer.featureCount() == count, table
        if (
            table.startswith("claims_")
            or table == "layer_styles"
            or table.endswith("_claims")
        ):
            continue
        _, found = layer.loadDefaultStyle()
        assert found, table
        if not layer.isSpatial():
            continue
        renderer = layer.renderer()
        if table in ("lines", "legs"):
            assert renderer.type() == "RuleRenderer"
            themes = renderer.rootRule().children()
            held = layer.uniqueValues(layer.fields().indexOf("theme"))
            order = [one for one in EXPECTED["colours"] if one in held]
            assert [one.label() for one in themes] == [
                EXPECTED["labels"][lang][one] for one in order
            ]
            for theme, rule in zip(order, themes, strict=True):
                assert len(rule.children()) == len(EXPECTED["dashes"])
                for (status, strokes), leaf in zip(
                    EXPECTED["dashes"].items(), rule.children(), strict=True
                ):
                    assert f"'{status}'" in leaf.filterExpression()
                    stroke = leaf.symbol().symbolLayer(1)
                    assert stroke.color().name() == EXPECTED["colours"][theme]
                    assert stroke.useCustomDashPattern() == bool(strokes)
                    if strokes:
                        assert [
                            round(one, 3) for one in stroke.customDashVector()
                        ] == strokes
                    assert leaf.symbol().symbolLayerCount() == 6
                    assert leaf.symbol().symbolLayer(2).layerType() == "MarkerLine"
        if table == "ports" and lang == "en":
            assert renderer.type() == "categorizedSymbol"
            kinds = [one.value() for one in renderer.categories()]
            assert sorted(kinds) == EXPECTED["ports"]
            assert [one.label() for one in renderer.categories()] == [
                EXPECTED["places"][one] for one in kinds
            ]
            assert layer.labelsEnabled()
        if table in ("stations", "cities", "observations"):
            assert layer.hasScaleBasedVisibility()
            assert layer.isInScaleRange(1e6) and not layer.isInScaleRange(5e7)


# Dates ----------------------------------------------------------------------------------


def dates_work(project):
    for layer in project.mapLayers().values():
        held = {field.name() for field in layer.fields()}
        assert layer.temporalProperties().isActive() == ({"start", "end"} <= held), (
            layer.name()
        )
    (events,) = [
        one
        for one in project.mapLayers().values()
        if "layername=events" in said(one) and "claims" not in said(one)
    ]
    context = QgsVectorLayerTemporalContext()
    context.setLayer(events)
    window = QgsDateTimeRange(
        QDateTime(QDate(2023, 9, 1), QTime(0, 0), Qt.UTC),
        QDateTime(QDate(2023, 9, 30), QTime(23, 59), Qt.UTC),
    )
    where = events.temporalProperties().createFilterString(context, window)
    found = sorted(
        one["id"]
        for one in events.getFeatures(QgsFeatureRequest().setFilterExpression(where))
    )
    both = [key for key in found if key in EXPECTED["in_september_2023"]]
    assert both == EXPECTED["in_september_2023"], where
    # What else QGIS keeps has one end open or unknown, never two days outside.
    for one in events.getFeatures(QgsFeatureRequest().setFilterExpression(where)):
        if one["id"] not in both:
            assert not one["start"] or not one["end"], one["id"]
    span = project.timeSettings().temporalRange()
    assert span.begin().isValid() and span.end() > span.begin()


class Tools(QgsVectorLayerTools):
    """What a form asks when somebody edits; here nobody does."""

    def addFeature(self, *_):
        return False

    def startEditing(self, *_):
        return False

    def stopEditing(self, *_):
        return True

    def saveEdits(self, *_):
        return False


# Forms ----------------------------------------------------------------------------------


def forms_show_claims(project):
    (flows,) = [
        one
        for one in project.mapLayers().values()
        if said(one).endswith("layername=flows")
    ]
    manager = project.relationManager()
    for key, claims in EXPECTED["flow_claims"].items():
        (feature,) = flows.getFeatures(
            QgsFeatureRequest().setFilterExpression(f"\"id\" = '{key}'")
        )
        rows = manager.relation("flows-rows")
        to_claim = manager.relation("flows_claims-claim")
        found = sorted(
            to_claim.getReferencedFeature(row)["id"]
            for row in rows.getRelatedFeatures(feature)
        )
        assert set(claims) <= set(found), set(claims) - set(found)
        context = QgsAttributeEditorContext()
        canvas, tools = QgsMapCanvas(), Tools()
        context.setMapCanvas(canvas)
        context.setVectorLayerTools(tools)
        context.setFormMode(QgsAttributeEditorContext.StandaloneDialog)
        form = QgsAttributeForm(flows, feature, context)
        form.resize(900, 700)
        form.show()
        QgsApplication.processEvents()
        editors = [
            one for one in form.findChildren(QWidget)
            if one.metaObject().className() == "QgsRelationEditorWidget"
        ]  # fmt: skip
        assert len(editors) == 2, [
            one.metaObject().className() for one in editors
        ]  # claims; legs
        (tabs,) = form.findChildren(QTabWidget)
        assert [tabs.tabText(at) for at in range(tabs.count())][1] in (
            "Claims",
            "Affirmations",
        )
        tabs.setCurrentIndex(1)
        QTest.qWait(500)
        if OUT != WHERE:
            form.grab().save(str(OUT / f"form-{key}.png"))
        shown = [
            view.model().rowCount()
            for editor in editors
            for view in editor.findChildren(QListView)
            if view.model() is not None
        ]
        assert len(found) in shown, (shown, len(found))
        stances = {EXPECTED["stances"][one] for one in found}
        if key == "munitions-rajin-dunai":
            assert {"asserts", "denies", "cannot-confirm"} <= stances
        form.close()
        form.deleteLater()


def hostile_texts_are_texts(project):
    (claims,) = [
        one
        for one in project.mapLayers().values()
        if said(one).endswith("layername=claims")
    ]
    assert [one["summary_en"] for one in claims.getFeatures()] == EXPECTED["hostile"]
    days = [(one["start"], one["end"]) for one in claims.getFeatures()]
    assert days[0] == (QDate(1948, 1, 1), QDate(1948, 12, 31))
    assert not days[1][0] and not days[3][1]
    assert not days[2][0] and days[2][1] == QDate(2024, 2, 29)


# Pictures -------------------------------------------------------------------------------


def pictures(project, name):
    for view, box in {
        "eurasia": (26, 24, 146, 63),
        "far-east": (129.9, 41.95, 133.1, 43.25),
    }.items():
        image = drawn(project, box)
        image.save(str(OUT / f"{name}-{view}.png"))
        colours = {}
        for y in range(image.height()):
            for x in range(image.width()):
                colour = image.pixelColor(x, y).name()
                colours[colour] = colours.get(colour, 0) + 1
        whole = image.height() * image.width()
        for key, least, most in (
            (EXPECTED["land"], 0.3, 0.85),
            (EXPECTED["sea"], 0.1, 0.6),
            (EXPECTED["colours"]["munitions"], 0.002, 0.03),
            (EXPECTED["colours"]["return"], 0.001, 0.03),
            ("#1f2a33", 0.0005, 0.02),  # names and symbols
        ):
            share = colours.get(key, 0) / whole
            assert least < share < most, (name, view, key, share)
        hidden = EXPECTED["colours"]["labour"]
        assert not colours.get(hidden), "a theme that the page hides at first is drawn"


def drawn(project, box):
    settings = QgsMapSettings()
    settings.setLayers(
        [
            node.layer()
            for node in project.layerTreeRoot().findLayers()
            if node.isVisible() and node.layer().isSpatial()
        ]
    )
    settings.setDestinationCrs(project.crs())
    settings.setOutputSize(QSize(900, 600))
    settings.setOutputDpi(96)
    settings.setBackgroundColor(project.backgroundColor())
    settings.setTransformContext(project.transformContext())
    settings.setPathResolver(project.pathResolver())
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    to_metres = QgsCoordinateTransform(degrees, project.crs(), project)
    settings.setExtent(to_metres.transformBoundingBox(QgsRectangle(*box)))
    context = project.createExpressionContext()
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [one.message for one in job.errors()]
    return job.renderedImage()


main()
